-- ARGV: consumer, then for each job: entry, turn, how, more. Answers for each: 0 it holds, 1 it belongs to another, 2 there is none.
local me = ARGV[1]
local answers = {}
for i = 2, #ARGV, 4 do
  local entry, turn, how, more = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3]
  local pending = redis.pcall('XPENDING', jobs, group, entry, entry, 1)
  local answer = 0
  if pending.err or not pending[1] then
    answer = 2
  elseif pending[1][2] ~= me or pending[1][4] ~= turn then
    answer = 1
  elseif how ~= 'done' then
    local there = redis.call('XRANGE', jobs, entry, entry)[1]
    if there then
      local id, n, at, job = read(there)
      n = n + turn
      if how == 'again' then
        postpone(id, n, at, job, now() + tonumber(more))
      elseif how == 'dead' then
        bury(id, n, at, job, more)
      else
        add(id, n - tonumber(more), at, job)
        ring()
      end
    else
      answer = 2
    end
  end
  if answer == 0 then
    forget(entry)
  end
  answers[#answers + 1] = answer
end
return answers
