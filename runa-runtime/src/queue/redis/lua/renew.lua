-- ARGV: consumer, then for each job: entry, turn. Answers with the numbers of those that belong to another, or are gone.
local me = ARGV[1]
local lost = {}
for i = 2, #ARGV, 2 do
  local entry, turn = ARGV[i], tonumber(ARGV[i + 1])
  local pending = redis.pcall('XPENDING', jobs, group, entry, entry, 1)
  if pending.err or not pending[1] or pending[1][2] ~= me or pending[1][4] ~= turn then
    lost[#lost + 1] = (i - 2) / 2
  else
    redis.call('XCLAIM', jobs, group, me, 0, entry, 'JUSTID')
  end
end
return lost
