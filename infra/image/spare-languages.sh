#!/bin/sh
# spare-languages.sh FOLDER: remove the texts of packages in languages that lazyit does not speak.
set -eu
find "$1" -path '*/babel/locale-data/*.dat' ! -name 'en*.dat' ! -name 'es*.dat' ! -name root.dat -delete
find "$1" -path '*/locale/*/LC_MESSAGES' -type d ! -path '*/locale/e[ns]*/*' -prune -exec rm -r {} +
find "$1" -path '*/LC_MESSAGES/*.po' -delete
