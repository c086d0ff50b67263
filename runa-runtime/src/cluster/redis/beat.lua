-- A sign of life: joins or goes on, and removes whoever has expired. All times are the server's, in milliseconds.
-- KEYS: head, beats, instances, changes
-- ARGV: id, claim (new, anew, again, still), incarnation, ttl, uptime, body, epoch to begin with, start (0: not told yet)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, claim, mine, ttl, body = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[6]

local head = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'pulse', 'grace', 'incarnation')
local epoch, version = head[1], tonumber(head[2]) or 0
local pulse, grace, last = tonumber(head[3]) or now, tonumber(head[4]) or 0, tonumber(head[5]) or 0

local function whole(number)
  return string.format('%.0f', number)
end

local function tell(who, value)
  version = version + 1
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'epoch', epoch, 'version', whole(version), 'id', who,
    'value', value or '', 'until', whole(now + ttl))
end

-- What a store without a head still has comes from before it lost its data.
if not epoch then
  epoch = ARGV[7]
  redis.call('DEL', KEYS[4])
end

-- Nobody at all was heard for long: the store was away, not they. Everybody has time to come back.
if now - pulse > ttl / 2 and redis.call('ZCARD', KEYS[2]) > 0 then
  grace = now + ttl
end

if now >= grace then
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 100)) do
    redis.call('ZREM', KEYS[2], gone)
    redis.call('HDEL', KEYS[3], gone)
    tell(gone)
  end
end

local stored = redis.call('ZSCORE', KEYS[2], id) and redis.call('HGET', KEYS[3], id)
local owner, started
if stored then
  owner, started = string.match(stored, '^(%d+) (%d+) ')
end

local standing = 'held'
if owner and owner ~= mine and claim ~= 'new' then
  standing = 'taken'
elseif not owner and claim == 'still' then
  standing = 'unknown'
else
  if claim == 'new' or claim == 'anew' then
    last = math.max(now, last + 1)
    mine = whole(last)
  end
  if owner ~= mine then
    started = ARGV[8] ~= '0' and ARGV[8] or whole(now - tonumber(ARGV[5]))
  end
  local value = mine .. ' ' .. started .. ' ' .. body
  if value ~= stored then
    redis.call('HSET', KEYS[3], id, value)
    tell(id, value)
  end
  redis.call('ZADD', KEYS[2], now + ttl, id)
end

redis.call('HSET', KEYS[1], 'epoch', epoch, 'version', whole(version), 'pulse', whole(now), 'grace', whole(grace),
  'incarnation', whole(last))
-- A service that is gone for good leaves nothing behind.
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, 86400000)
end

local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
return { standing, tonumber(mine), tonumber(started) or 0, epoch, version, now, grace, tonumber(first[2]) or 0, redis.call('ZCARD', KEYS[2]) }
