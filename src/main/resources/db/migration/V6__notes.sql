-- What was said about a result, and whether its original stays where it is because not all of it is in the result. What
-- was done before this was recorded stays, too: nobody has counted its pages.
alter table ledger add column notes varchar(4000) default '' not null;
alter table ledger add column kept boolean default false not null;
update ledger set kept = true where result_sha256 is not null;
