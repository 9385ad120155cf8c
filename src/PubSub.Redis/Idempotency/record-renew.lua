-- Extends a lease. ARGV: token, the key as callers know it, lease in ms.
if not held(ARGV[1]) then return 0 end

local ends = text(now + tonumber(ARGV[3]))
if state == 'claimed' then redis.call('PEXPIREAT', record, ends) else redis.call('ZADD', ran, ends, ARGV[2]) end
redis.call('HSET', record, 'lease', ends)
return 1
