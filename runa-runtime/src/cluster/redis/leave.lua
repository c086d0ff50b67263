-- Takes an instance off the list, unless another incarnation has its id by now.
-- KEYS: head, beats, instances, changes
-- ARGV: id, incarnation
local stored = redis.call('HGET', KEYS[3], ARGV[1])
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not stored or not epoch or string.match(stored, '^(%d+) ') ~= ARGV[2] then
  return 0
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'epoch', epoch, 'version', version, 'id', ARGV[1], 'value', '',
  'until', '0')
return 1
