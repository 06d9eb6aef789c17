-- Writes what the family's library would write for one new job, in one step: the status first, or a fast worker ends the job before the
-- late "waiting" overwrites its end for ever.
-- KEYS[1] waiting  KEYS[2] queues  KEYS[3] status, or KEYS[1] again where the job is not tracked
-- ARGV[1] queue  ARGV[2] payload  ARGV[3] status packet that says "waiting", or ''
-- Returns the length of the queue after the push. Decodes no JSON.

-- What would be refused is found out before anything is written: a script that fails half-way is not undone.
local waiting = redis.call('TYPE', KEYS[1]).ok
if waiting ~= 'list' and waiting ~= 'none' then return redis.error_reply('WRONGTYPE the queue is not a list') end
local queues = redis.call('TYPE', KEYS[2]).ok
if queues ~= 'set' and queues ~= 'none' then return redis.error_reply('WRONGTYPE the set of queues is not a set') end
if redis.acl_check_cmd then -- Since Redis 7; for an older one the README names what a writing user needs.
  if not redis.acl_check_cmd('RPUSH', KEYS[1], '') then return redis.error_reply('NOPERM this user may not RPUSH to the queue') end
  if not redis.acl_check_cmd('SADD', KEYS[2], '') then return redis.error_reply('NOPERM this user may not SADD to the queues') end
end

if ARGV[3] ~= '' then redis.call('SET', KEYS[3], ARGV[3]) end
redis.call('SADD', KEYS[2], ARGV[1])
return redis.call('RPUSH', KEYS[1], ARGV[2])
