-- Stores an outcome. ARGV: token, the key as callers know it, the state that the record then has ('ran' or 'done'), outcome, retention in ms.
if not held(ARGV[1]) then return 0 end

if ARGV[3] == 'ran' then redis.call('ZADD', ran, text(lease), ARGV[2]) else redis.call('ZREM', ran, ARGV[2]) end
redis.call('HSET', record, 'state', ARGV[3], 'outcome', ARGV[4])
redis.call('PEXPIRE', record, ARGV[5])
return 1
