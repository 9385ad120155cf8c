-- Frees a claim, or lets go of the lease of a record that ran. ARGV: token, the key as callers know it.
if not held(ARGV[1]) then return 0 end

if state == 'claimed' then
  redis.call('DEL', record)
else
  -- Behind those that were let go of before: a sweep that gives up early comes to all in turn.
  redis.call('ZADD', ran, text(now), ARGV[2])
  redis.call('HSET', record, 'lease', text(now))
end
return 1
