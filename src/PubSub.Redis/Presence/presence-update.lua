-- Puts names and values over those of a member. ARGV: live channel, member, connection, most bytes, a fresh epoch, and then names and values.
if redis.call('HGET', connections, ARGV[3]) ~= ARGV[2] then return answer('missing') end
local member = load(ARGV[2])
if not member then return answer('missing') end

local _, bytes = put(member, 6)
if bytes > tonumber(ARGV[4]) then return answer('large') end
ensureRecord(5)
version = version + 1
member.updated, member.version = now, version
save(member)
tell(ARGV[1], 'updated', ARGV[3], member)
return answer('done', member)
