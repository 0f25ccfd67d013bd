-- Forward authorization for HAProxy 2.6 or newer: asks Latchwork before a request goes on.
--
--   http-request lua.latchwork data:read
--
-- The argument is what the request needs: a permission query, with + for a space. Whatever is not a clear yes refuses the
-- request, and what is neither a yes nor a no about the client's key is in HAProxy's log.

local function setting(name)
  local value = os.getenv(name)
  if not value or value == "" then error(name .. " is not set") end
  return value
end

local question = "http://" .. setting("LATCHWORK_ADDRESS") .. "/api/v1/authorize/" .. setting("LATCHWORK_PROJECT")
local gateway_key = setting("LATCHWORK_GATEWAY_KEY")

-- Milliseconds to wait for an answer. HAProxy asks up to four times before it gives up, so the client waits for 6 s at most.
local patience = 1500

-- What Latchwork needs to know of the client; nothing else of its request is sent.
local asked = { "authorization", "x-api-key", "user-agent" }
-- What the API is told, in place of whatever the client says of itself.
local told = { "x-latchwork-key-id", "x-latchwork-owner", "x-latchwork-permissions" }
-- What a refused client is told.
local passed = { "www-authenticate", "retry-after", "ratelimit", "ratelimit-policy", "content-type" }
local reasons = { [401] = "Unauthorized", [403] = "Forbidden", [429] = "Too Many Requests" }

-- HAProxy counts the values of a header from 0 in some of its tables and from 1 in others.
local function first(headers, name)
  local values = headers and headers[name]
  return values and (values[0] or values[1])
end

local function refuse(txn, status, reason, answer)
  local reply = txn:reply({ status = status, reason = reason })
  reply:add_header("cache-control", "no-store")
  for _, name in ipairs(passed) do
    local value = answer and first(answer.headers, name)
    if value then reply:add_header(name, value) end
  end
  if answer and answer.body then reply:set_body(answer.body) end
  txn:done(reply)
end

core.register_action("latchwork", { "http-req" }, function(txn, permissions)
  local sent = txn.http:req_get_headers()
  -- With underscores too: many an API cannot tell them from hyphens.
  for name in pairs(sent) do
    if name:lower():match("^x[-_]latchwork") then txn.http:req_del_header(name) end
  end

  local headers = {
    ["x-latchwork-gateway-key"] = { gateway_key },
    ["x-forwarded-for"] = { txn.sf:src() },
  }
  for _, name in ipairs(asked) do
    local value = first(sent, name)
    if value then headers[name] = { value } end
  end
  local ok, answer = pcall(function()
    return core.httpclient():get({
      url = question .. "?permissions=" .. permissions,
      headers = headers,
      timeout = patience,
    })
  end)
  local status = ok and answer and answer.status

  if status == 200 and first(answer.headers, "x-latchwork-key-id") then
    for _, name in ipairs(told) do
      txn.http:req_set_header(name, first(answer.headers, name) or "")
    end
    local limit = first(answer.headers, "ratelimit")
    if limit then
      txn:set_var("txn.latchwork_limit", limit)
      txn:set_var("txn.latchwork_policy", first(answer.headers, "ratelimit-policy") or "")
    end
    -- haproxy.cfg refuses whatever comes without it.
    txn:set_var("txn.latchwork", "yes")
  elseif reasons[status] then
    refuse(txn, status, reasons[status], answer)
  else
    -- Latchwork is away, or this gateway is set up wrongly.
    txn:Alert("Latchwork answered " .. tostring(status or answer) .. "; the request is refused")
    refuse(txn, 503, "Service Unavailable", nil)
  end
end, 1)
