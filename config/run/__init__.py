"""``python -m config.run``: everything in the foreground, from an empty folder to a page in the browser.

Starts the embedded servers where none is named, brings the database up to date, then starts and watches the
web server, two workers and beat. Whatever ends this process ends all of them.
"""
