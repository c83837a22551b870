-- Wrong tries are counted in memory: a restart forgets waits of minutes at most, nobody can cause one
-- by guessing, and a guess must not cost a durable write. So the table was never used.

DROP TABLE login_throttle;
