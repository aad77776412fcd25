"""What all pages share: templates, words, order, looking up, files of others, and the telling of faults."""
