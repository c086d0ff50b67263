-- ARGV: id, whether it waits again. Answers whether there was such a dead letter.
local kept = redis.call('HGET', letters, ARGV[1])
if not kept then
  return 0
end
if ARGV[2] == '1' then
  local _, at, job = unpack(cmsgpack.unpack(kept))
  add(ARGV[1], 0, at, job)
  ring()
end
redis.call('HDEL', letters, ARGV[1])
redis.call('ZREM', dead, ARGV[1])
return 1
