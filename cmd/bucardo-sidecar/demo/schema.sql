-- The six tables of the Shakespeare sample: works, who speaks in them, where, and what.
CREATE TABLE work (
    workid          varchar(32) PRIMARY KEY,
    title           varchar(64) NOT NULL,
    longtitle       varchar(128) NOT NULL,
    year            integer NOT NULL,
    genretype       varchar(1) NOT NULL,
    notes           text,
    source          varchar(16) NOT NULL,
    totalwords      integer NOT NULL,
    totalparagraphs integer NOT NULL
);

CREATE TABLE character (
    charid      varchar(48) PRIMARY KEY,
    charname    varchar(64) NOT NULL,
    abbrev      varchar(32),
    description varchar(256),
    speechcount integer NOT NULL
);

CREATE TABLE character_work (
    charid varchar(48) NOT NULL,
    workid varchar(32) NOT NULL,
    PRIMARY KEY (charid, workid)
);

CREATE TABLE chapter (
    chapterid   serial PRIMARY KEY,
    workid      varchar(32) NOT NULL,
    section     integer NOT NULL,
    chapter     integer NOT NULL,
    description varchar(256) NOT NULL,
    UNIQUE (workid, section, chapter)
);

CREATE TABLE paragraph (
    paragraphid   serial PRIMARY KEY,
    workid        varchar(32) NOT NULL,
    paragraphnum  integer NOT NULL,
    charid        varchar(48) NOT NULL,
    plaintext     text NOT NULL,
    phonetictext  text NOT NULL,
    stemtext      text NOT NULL,
    paragraphtype varchar(1) NOT NULL,
    section       integer NOT NULL,
    chapter       integer NOT NULL,
    charcount     integer NOT NULL,
    wordcount     integer NOT NULL
);

CREATE TABLE wordform (
    wordformid   serial PRIMARY KEY,
    plaintext    varchar(64) NOT NULL UNIQUE,
    phonetictext varchar(64) NOT NULL,
    stemtext     varchar(64) NOT NULL,
    occurences   integer NOT NULL
);
