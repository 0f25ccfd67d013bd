// A worker that cannot begin, for the test of what is then said.
process.exit(7)
