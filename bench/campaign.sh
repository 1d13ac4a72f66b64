#!/usr/bin/env bash
# A campaign of 2,000 files, 5 % of them bad, from an FTP server, with ten kill -9 of Loupe and five ends of the server:
# CampaignTest with more of everything. Arguments are handed to Maven.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -ntp test-compile surefire:test -Dtest=CampaignTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dloupe.campaign.files=2000 -Dloupe.campaign.kills=10 -Dloupe.campaign.outages=5 "$@"
