-- ARGV: consumer. One that still has jobs stays until their lease is over.
local consumers = redis.pcall('XINFO', 'CONSUMERS', jobs, group)
if not consumers.err then
  for _, consumer in ipairs(consumers) do
    if consumer[2] == ARGV[1] and consumer[4] == 0 then
      redis.call('XGROUP', 'DELCONSUMER', jobs, group, ARGV[1])
    end
  end
end
return 1
