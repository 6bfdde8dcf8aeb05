# Who sat with whom: the table of edges of huibao in R, without further packages.
#
#     huibao export --table edges > edges.csv
#     Rscript network.R

edges <- read.csv("edges.csv", fileEncoding = "UTF-8")

# How many others each person met, and in how many meetings.
both <- rbind(
  data.frame(person = edges$person_a, other = edges$person_b, meetings = edges$meetings),
  data.frame(person = edges$person_b, other = edges$person_a, meetings = edges$meetings)
)
met <- aggregate(cbind(others = 1, meetings) ~ person, data = transform(both, others = 1), FUN = sum)
print(head(met[order(-met$others, met$person), ], 5), row.names = FALSE)
