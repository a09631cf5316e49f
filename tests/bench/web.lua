-- web.lua - what wrk asks, and how it tells what it saw.
--
-- With a file of tokens (wrk ... -- FILE) each request is the one-click POST of the
-- next token; without one, what the command line says.  Prints
-- "requests N seconds S failed N p99 MS".

local paths, at = {}, 0

function init(args)
	if not args[1] then return end
	for token in io.lines(args[1]) do
		paths[#paths + 1] = "/u/" .. token
	end
	wrk.method = "POST"
	wrk.body = "List-Unsubscribe=One-Click"
	wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
	if #paths == 0 then return wrk.format() end
	at = at % #paths + 1
	return wrk.format(nil, paths[at])
end

function done(summary, latency)
	local e = summary.errors
	print(string.format("requests %d seconds %f failed %d p99 %f", summary.requests,
		summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
		latency:percentile(99) / 1e3))
end
