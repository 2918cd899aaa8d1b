"""When coaches work: timetables, leave, closed days and suspensions."""
