-- ARGV: id, job, delay
local delay = tonumber(ARGV[3])
if delay > 0 then
  postpone(ARGV[1], 0, now(), ARGV[2], now() + delay)
else
  add(ARGV[1], 0, now(), ARGV[2])
  ring()
end
return 1
