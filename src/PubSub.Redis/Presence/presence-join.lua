-- Adds a connection. ARGV: live channel, the lease's entry, member, connection, lease in ms, most bytes, most members, a fresh epoch, joined in ms where
-- the member is put back or '' where it comes, updated in ms or '', and then names and values.
local live, entry, id, client = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local joined, updated = tonumber(ARGV[9]), tonumber(ARGV[10])

local owner = redis.call('HGET', connections, client)
-- A connection is of one member.
if owner and owner ~= id then return answer('missing') end

local member, kind = load(id), false
local first = not member
if first then member = { id = id, client = client, generation = 0, version = 0, joined = joined or now, updated = updated or 0, count = 0, names = {}, values = {} } end
-- What is put back says nothing over what was said since.
local changed, bytes = false, 0
if first or not joined then
  changed, bytes = put(member, 11)
elseif math.max(joined, updated or 0) > math.max(member.joined, member.updated) then
  changed, bytes = replace(member, 11)
end
if bytes > tonumber(ARGV[6]) then return answer('large') end
if first and redis.call('HLEN', members) >= tonumber(ARGV[7]) then return answer('full') end

ensureRecord(8)
if first then
  kind, version = 'joined', version + 1
  member.generation, member.version = version, version
elseif changed then
  kind, version = 'updated', version + 1
  member.updated, member.version = updated or now, version
end
if (owner or redis.call('ZSCORE', leases, entry)) and (first or not owner) then
  -- Part of what was there has been lost: the connections that are left are counted anew.
  member.count = owner and 0 or 1
  for _, of in ipairs(redis.call('HVALS', connections)) do if of == id then member.count = member.count + 1 end end
elseif not owner then
  member.count = member.count + 1
end

redis.call('ZADD', leases, text(now + tonumber(ARGV[5])), entry)
redis.call('HSET', connections, client, id)
save(member)
if kind then tell(live, kind, client, member) end
return answer('done', member)
