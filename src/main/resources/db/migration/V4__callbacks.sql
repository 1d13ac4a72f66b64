-- Whether the end of a job was told to its callback, or given up: what was not is told by the next process.
alter table job add column told boolean default false not null;
update job set told = true where state in ('DONE', 'FAILED', 'CANCELLED', 'EXPIRED');
