"""The kit: a folder that installs the till on a spare PC without any network. Built by `make kit`, see DESIGN.md."""
