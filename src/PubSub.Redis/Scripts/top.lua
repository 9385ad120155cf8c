-- The position of the channel's last event. ARGV: a fresh epoch, channel lifetime in ms.
local channel = open(ARGV[1], ARGV[2])
-- A channel that somebody listens to is not forgotten because it is quiet; a write once in a long while.
if redis.call('PTTL', meta) < tonumber(ARGV[2]) / 2 then redis.call('PEXPIRE', meta, ARGV[2]) end
return struct.pack('>I6I5I5', channel.ms, channel.epoch, channel.offset)
