-- What all scripts begin with. Times are the server's, in milliseconds.
if not redis.REDIS_VERSION_NUM then
  return redis.error_reply('OLDREDIS is older than version 7, which queues need')
end
local jobs, later, packed, dead, letters, awake, wake = unpack(KEYS)
local group = 'workers'

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Wakes who sleeps, once until somebody has found nothing and goes to sleep.
local function ring()
  if redis.call('SETNX', awake, 1) == 1 then
    redis.call('XADD', wake, 'MAXLEN', 1, '*', 'w', 1)
  end
end

-- n: how often it was handed out before; at: when it was pushed.
local function add(id, n, at, job)
  redis.call('XADD', jobs, '*', 'id', id, 'n', n, 'at', at, 'job', job)
end

local function postpone(id, n, at, job, due)
  redis.call('HSET', packed, id, cmsgpack.pack({ n, at, job }))
  redis.call('ZADD', later, due, id)
  if redis.call('ZRANGE', later, 0, 0)[1] == id then
    ring()
  end
end

local function bury(id, n, at, job, reason)
  redis.call('HSET', letters, id, cmsgpack.pack({ n, at, job, reason }))
  redis.call('ZADD', dead, now(), id)
end

local function forget(entry)
  redis.call('XACK', jobs, group, entry)
  redis.call('XDEL', jobs, entry)
end

-- An entry of the stream; one that none of us wrote is a job without attempts that nobody can read.
local function read(entry)
  local fields = {}
  for i = 1, #entry[2], 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  local id, n, at, job = fields.id, tonumber(fields.n), tonumber(fields.at), fields.job
  if not (id and n and at and job) or #id ~= 32 or id:find('%X') then
    return redis.sha1hex(entry[1]):sub(1, 32), 0, tonumber(entry[1]:match('^%d+')), job or ''
  end
  return id, n, at, job
end
