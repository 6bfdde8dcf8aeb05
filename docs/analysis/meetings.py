"""Who met whom, and what was said how often: tidy tables of huibao in pandas.

    huibao export --table people > people.csv
    huibao export --table meetings > meetings.csv
    huibao export --table statements > statements.csv
    python3 meetings.py
"""

import pandas as pd

people = pd.read_csv("people.csv", dtype={"id": str})
meetings = pd.read_csv("meetings.csv", dtype={"id": str})
statements = pd.read_csv("statements.csv", dtype={"id": str})

# Every table joins by `id`, the full id of an article.
joined = people[people.took_part].merge(meetings, on="id")
joined["year"] = pd.to_datetime(joined.event_date, errors="coerce").dt.year

print("meetings by level")
print(meetings.level.fillna("(none)").value_counts().to_string())
print()
print("who took part in most")
print(joined.name.value_counts().head(5).to_string())
print()
print("verbs of what was said")
print(statements[statements["class"] == "say"].verb.value_counts().head(5).to_string())
