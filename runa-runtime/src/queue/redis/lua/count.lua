-- ARGV: after how long a consumer without jobs that has not been heard of is gone. Answers: waiting, delayed, running, dead, oldest.
local pending = redis.pcall('XPENDING', jobs, group)
local running, last = 0, '0-0'
if not pending.err then
  running = pending[1]
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', jobs, group)) do
    local of = {}
    for i = 1, #consumer, 2 do
      of[consumer[i]] = consumer[i + 1]
    end
    -- Should it live, it is made again when it takes its next job.
    if of.pending == 0 and of.idle > tonumber(ARGV[1]) then
      redis.call('XGROUP', 'DELCONSUMER', jobs, group, of.name)
    end
  end
  for _, one in ipairs(redis.call('XINFO', 'GROUPS', jobs)) do
    local of = {}
    for i = 1, #one, 2 do
      of[one[i]] = one[i + 1]
    end
    if of.name == group then
      last = of['last-delivered-id']
    end
  end
end
local time = now()
local due = redis.call('ZCOUNT', later, '-inf', time)
local since = time
local first = redis.call('XRANGE', jobs, '(' .. last, '+', 'COUNT', 1)[1]
if first then
  since = tonumber(first[1]:match('^%d+'))
end
if due > 0 then
  since = math.min(since, tonumber(redis.call('ZRANGE', later, 0, 0, 'WITHSCORES')[2]))
end
local waiting = redis.call('XLEN', jobs) - running + due
local oldest = -1
if waiting > 0 then
  oldest = math.max(0, time - since)
end
return { waiting, redis.call('ZCARD', later) - due, running, redis.call('ZCARD', dead), oldest }
