"""The tables as peewee sees them; which database they are read from is said by each query (`bind`)."""

from __future__ import annotations

from peewee import AutoField, IntegerField, Model, TextField


class Call(Model):
    """A finished call. Times in UTC milliseconds."""

    id = AutoField()
    call_id = TextField(unique=True)
    direction = TextField()
    disposition = TextField()
    number = TextField()
    canonical = TextField()
    name = TextField()
    person_id = TextField()
    department = TextField()
    via = TextField()
    started_at = IntegerField()
    answered_at = IntegerField()
    ended_at = IntegerField()
    duration_ms = IntegerField()
    code = TextField()
    sip_status = IntegerField()
    transferred_to = TextField()
    transferred_name = TextField()
    referred_by = TextField()
    referred_by_name = TextField()
    seen = IntegerField()

    class Meta:
        table_name = "calls"


class NumberTotals(Model):
    """How many calls there were with a number; kept by triggers."""

    canonical = TextField(primary_key=True)
    incoming = IntegerField()
    outgoing = IntegerField()
    missed = IntegerField()

    class Meta:
        table_name = "numbers"


class Department(Model):
    """A department; those below it have a `first` between its `first` and `last`."""

    id = TextField(primary_key=True)
    name = TextField()
    parent_id = TextField()
    position = IntegerField()
    first = IntegerField()
    last = IntegerField()
    count = IntegerField()

    class Meta:
        table_name = "departments"


class Person(Model):
    """A person; `rank` is the place in the alphabet, `place` the department's `first`."""

    rank = IntegerField(primary_key=True)
    id = TextField(unique=True)
    name = TextField()
    folded = TextField()
    letter = TextField()
    department_id = TextField()
    place = IntegerField()
    position = TextField()
    extension = TextField()
    mobile = TextField()
    mobile_digits = TextField()
    email = TextField()
    permission = TextField()
    picture_etag = TextField()

    class Meta:
        table_name = "people"


class About(Model):
    """What the file says of itself: revision, etag, time of the download."""

    key = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "about"
