-- Reads events after a position, oldest first, at one moment.
-- ARGV: 'id', 'time' or 'oldest'; ms, epoch and offset of the position; the most events; the most bytes; a fresh epoch; channel lifetime in ms;
-- 'own' for the retention of the last publish, or 'given'; age in ms or ''; count or ''; '1' where a position that is lost is all that the reader wants to know.
-- Answers { truncated, more, epoch, start ms, start offset, top ms, top offset, { id, body, id, … }, { id of an entry that is not ours, … } }.
local by, ms, offset = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[4])
local most, bytes = tonumber(ARGV[5]), tonumber(ARGV[6])
local channel = open(ARGV[7], ARGV[8])
if ARGV[9] == 'given' then channel.age, channel.count = tonumber(ARGV[10]), tonumber(ARGV[11]) end
trim(channel)

-- Events that are missing at the beginning, whoever removed them, were trimmed as far as a reader is concerned. Their last one's time is not known: that
-- of the event after it lets no hole pass for complete.
local first = redis.call('XRANGE', log, '-', '+', 'COUNT', '1')[1]
if first then
  local firstMs, firstOffset = split(first[1])
  if firstOffset > channel.trimOffset + 1 then forget(channel, firstMs, firstOffset - 1) end
end

local from, startMs, startOffset, valid = '-', channel.trimMs, channel.trimOffset, false
if by == 'id' then
  -- The whole id is the identity: an offset that some other event has is no position of this stream.
  local id = text(ms) .. '-' .. text(offset)
  if tonumber(ARGV[3]) == channel.epoch then
    valid = (ms == channel.ms and offset == channel.offset) or (ms == channel.trimMs and offset == channel.trimOffset)
      or redis.call('XRANGE', log, id, id)[1] ~= nil
  end
  if valid then from, startMs, startOffset = '(' .. id, ms, offset end
else
  valid = channel.trimOffset == 0 or (by == 'time' and channel.trimMs <= ms)
  if by == 'time' then
    from = text(ms + 1)
    local before = lastUntil(ms)
    if before then startMs, startOffset = split(before[1]) end
  end
end

if not valid and ARGV[12] == '1' then return { 1, 0, channel.epoch, channel.ms, channel.offset, channel.ms, channel.offset, {}, {} } end

local found, skipped, size, count, last, full = {}, {}, 0, 0, nil, false
local asked
repeat
  asked = math.min(most - count, 32)
  local page = redis.call('XRANGE', log, from, '+', 'COUNT', text(asked))
  for _, entry in ipairs(page) do
    local id, fields = entry[1], entry[2]
    local entryMs, entryOffset = split(id)
    -- What Redis itself has named for somebody has the offset 0 as a rule, and none has one that was not given yet.
    if #fields == 2 and fields[1] == 'b' and entryMs <= 281474976710655 and entryOffset >= 1 and entryOffset <= channel.offset then
      size = size + #fields[2]
      full = size > bytes and count > 0
      if full then break end
      count = count + 1
      found[2 * count - 1], found[2 * count] = id, fields[2]
    elseif #skipped < 100 then
      skipped[#skipped + 1] = id
    end
    last = id
  end
  full = full or count >= most
  if last then from = '(' .. last end
until full or #page < asked

local more = full and last ~= text(channel.ms) .. '-' .. text(channel.offset)
if count == 0 then startMs, startOffset = channel.ms, channel.offset end
return { valid and 0 or 1, more and 1 or 0, channel.epoch, startMs, startOffset, channel.ms, channel.offset, found, skipped }
