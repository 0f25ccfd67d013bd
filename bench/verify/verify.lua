-- The requests of a closed loop, for wrk: every key of a file in turn, in one POST each, made before the clock starts.
-- Arguments: path, file of secrets (one a line), credential (may be empty).

local requests, at = {}, 0
local worker
wrong = 0

function setup(thread)
  worker = thread
end

function init(args)
  local headers = { ["Content-Type"] = "application/json" }
  if args[3] and args[3] ~= "" then headers["Authorization"] = "Bearer " .. args[3] end
  for secret in io.lines(args[2]) do
    requests[#requests + 1] = wrk.format("POST", args[1], headers, '{"key":"' .. secret .. '"}')
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function response(status, _, body)
  if status ~= 200 or not body:find('"valid":true', 1, true) then wrong = wrong + 1 end
end

function done(summary)
  local errors = summary.errors
  io.write(string.format('\n{"requests":%d,"seconds":%.6f,"wrong":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, worker:get("wrong"),
    errors.connect + errors.read + errors.write + errors.timeout))
end
