-- An attempt is written before work on a picture starts and removed when the work ended, well or badly: what is left
-- after a crash was in flight.
create table attempt (
    source  varchar(200)  not null,
    path    varchar(4096) not null,
    sha256  char(64)      not null,
    begun   integer       not null,
    since   timestamp     not null,
    primary key (source, path, sha256)
);

-- Which picture a name in an output folder belongs to.
create table taken_name (
    folder  varchar(1024) not null,
    name    varchar(4096) not null,
    source  varchar(200)  not null,
    path    varchar(4096) not null,
    sha256  char(64)      not null,
    primary key (folder, name)
);
