#!/bin/sh
# Runs real systems on top of an ensemble of three, whose leader is killed (docs/compatibility.md).
#   bin/systems.sh            all of them
#   bin/systems.sh kafka      one: kafka, hadoop, hbase, dubbo, solr
cd "$(dirname "$0")/.." || exit 1
case "${1:-all}" in
    all) tests='io.quorate.tests.systems.*Test' ;;
    kafka) tests=KafkaTest ;;
    hadoop) tests=HadoopTest ;;
    hbase) tests=HBaseTest ;;
    dubbo) tests=DubboTest ;;
    solr) tests=SolrTest ;;
    *) sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
exec mvn -q -Psystems package -Dtest="$tests" -Dsurefire.failIfNoSpecifiedTests=false
