"""Models in the files of other programs: pure translation of text, and no opinion about what it says."""
