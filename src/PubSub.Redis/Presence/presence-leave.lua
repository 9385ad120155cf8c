-- Removes a connection. ARGV: live channel, the lease's entry, connection, its member or '' (then only where its lease has lapsed), a fresh
-- epoch.
local entry, client, id = ARGV[2], ARGV[3], ARGV[4]

local owner = redis.call('HGET', connections, client)
if id == '' then
  local ends = redis.call('ZSCORE', leases, entry)
  if ends and tonumber(ends) > now then return answer('missing') end
elseif owner ~= id then
  return answer('missing')
end

ensureRecord(5)
redis.call('HDEL', connections, client)
redis.call('ZREM', leases, entry)
local member = owner and load(owner)
if not member then return answer('missing') end

member.count = member.count - 1
if member.count > 0 then
  save(member)
else
  redis.call('HDEL', members, owner)
  version = version + 1
  tell(ARGV[1], 'left', id ~= '' and client or '', member)
end
return answer('done', member)
