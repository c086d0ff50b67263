-- ARGV: most, where jobs are cut. Answers for each of the latest: id, attempts, reason, since, pushed, job.
local found = {}
local all = redis.call('ZREVRANGE', dead, 0, tonumber(ARGV[1]) - 1, 'WITHSCORES')
for i = 1, #all, 2 do
  local kept = redis.call('HGET', letters, all[i])
  if kept then
    local n, at, job, reason = unpack(cmsgpack.unpack(kept))
    found[#found + 1] = { all[i], n, reason, tonumber(all[i + 1]), at, job:sub(1, tonumber(ARGV[2])) }
  end
end
return found
