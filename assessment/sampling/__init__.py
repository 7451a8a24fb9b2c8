"""The sampling kit: reproducible stratified draws, blind forms, results with intervals, into the county's figures."""
