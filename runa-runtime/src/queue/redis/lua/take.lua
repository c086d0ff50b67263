-- ARGV: consumer, most, lease, attempts, sweep, why a job is dead that has used them up
local me, most, lease, attempts = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local found, buried = {}, {}

local pending = redis.pcall('XPENDING', jobs, group)
if pending.err then
  -- The first of all, or the server has been emptied.
  redis.call('XGROUP', 'CREATE', jobs, group, '0', 'MKSTREAM')
  pending = { 0 }
end
local out = pending[1]

local promoted = redis.call('ZRANGEBYSCORE', later, '-inf', now(), 'LIMIT', 0, 256)
for _, id in ipairs(promoted) do
  local kept = redis.call('HGET', packed, id)
  if kept then
    local n, at, job = unpack(cmsgpack.unpack(kept))
    add(id, n, at, job)
  end
  redis.call('HDEL', packed, id)
  redis.call('ZREM', later, id)
end

if ARGV[5] == '1' then
  local cursor = '0-0'
  repeat
    local claimed = redis.call('XAUTOCLAIM', jobs, group, me, lease, cursor, 'COUNT', most - #found)
    cursor = claimed[1]
    for _, entry in ipairs(claimed[2]) do
      local turn = redis.call('XPENDING', jobs, group, entry[1], entry[1], 1)[1][4]
      local id, n, at, job = read(entry)
      local attempt = n + turn
      if attempt > attempts then
        bury(id, attempt - 1, at, job, ARGV[6])
        forget(entry[1])
        out = out - 1
        buried[#buried + 1] = { id, attempt - 1 }
      else
        found[#found + 1] = { entry[1], turn, id, attempt, at, job }
      end
    end
  until cursor == '0-0' or #found >= most
end

if #found < most then
  local new = redis.call('XREADGROUP', 'GROUP', group, me, 'COUNT', most - #found, 'STREAMS', jobs, '>')
  if new then
    for _, entry in ipairs(new[1][2]) do
      local id, n, at, job = read(entry)
      found[#found + 1] = { entry[1], 1, id, n + 1, at, job }
      out = out + 1
    end
  end
end

if #found < most then
  redis.call('DEL', awake)
elseif #promoted > 0 then
  ring()
end

local due = -1
local first = redis.call('ZRANGE', later, 0, 0, 'WITHSCORES')
if first[2] then
  due = math.max(0, first[2] - now())
end
return { found, buried, due, out }
