"""One trick of hiding a file's type: one small file. `names` puts those of names in order, `looking` all."""
