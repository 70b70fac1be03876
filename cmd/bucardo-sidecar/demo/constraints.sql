-- Added once the rows are in: cheaper than keeping them during the load.
ALTER TABLE character_work
    ADD FOREIGN KEY (charid) REFERENCES character,
    ADD FOREIGN KEY (workid) REFERENCES work;
ALTER TABLE chapter
    ADD FOREIGN KEY (workid) REFERENCES work;
ALTER TABLE paragraph
    ADD FOREIGN KEY (workid) REFERENCES work,
    ADD FOREIGN KEY (charid) REFERENCES character,
    ADD FOREIGN KEY (workid, section, chapter) REFERENCES chapter (workid, section, chapter);
CREATE INDEX paragraph_workid_idx ON paragraph (workid, section, chapter);
CREATE INDEX paragraph_charid_idx ON paragraph (charid);
CREATE INDEX character_charname_idx ON character (charname);
CREATE INDEX wordform_stemtext_idx ON wordform (stemtext);
SELECT setval('chapter_chapterid_seq', (SELECT max(chapterid) FROM chapter));
SELECT setval('paragraph_paragraphid_seq', (SELECT max(paragraphid) FROM paragraph));
SELECT setval('wordform_wordformid_seq', (SELECT max(wordformid) FROM wordform));
ANALYZE;
