-- wrk's answer as one JSON object; the request is fixed before the run, so that no Lua runs for it.
if os.getenv("BENCH_POST") then
  wrk.method = "POST"
  wrk.body = '{"item":"lamp","quantity":2,"password":"hunter2"}'
  wrk.headers["Content-Type"] = "application/json"
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%f,"errors":%d,"p50_us":%d,"p99_us":%d}\n',
    summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
