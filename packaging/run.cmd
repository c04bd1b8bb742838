@echo off
rem Set up what is missing and start Flamenco Desktop: packaging\run.cmd [ARGUMENTS]
rem The same as packaging/run, for Windows. What it says itself goes to standard error.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "root=%%~fI"
set "venv=%root%\.venv"
set "stamp=%venv%\.installed-windows"

rem The environment is up to date if the files it was made of are byte for byte those of now.
set "fresh=yes"
if not exist "%venv%\Scripts\flamenco-desktop.exe" set "fresh="
fc /b "%root%\packaging\requirements.lock" "%stamp%.lock" >nul 2>&1 || set "fresh="
fc /b "%root%\pyproject.toml" "%stamp%.toml" >nul 2>&1 || set "fresh="
if defined fresh goto start

set "python="
for %%V in (3.13 3.12 3.11) do if not defined python (
    py -%%V -c "" >nul 2>&1 && set "python=py -%%V"
)
if not defined python (
    python -c "import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] < (3, 14))" >nul 2>&1 && set "python=python"
)

set "uv=uv"
uv --version >nul 2>&1 && goto have_uv
set "uv=%root%\.uv\bin\uv.exe"
"%uv%" --version >nul 2>&1 && goto have_uv
if not defined python (
    echo Flamenco Desktop needs Python 3.11, 3.12 or 3.13 and found none: please install one and try again. 1>&2
    exit /b 1
)
echo Fetching uv, which installs the rest. 1>&2
if not exist "%root%\.uv" mkdir "%root%\.uv"
>"%root%\.uv\.gitignore" echo *
%python% -m pip install --quiet --disable-pip-version-check --no-warn-script-location --upgrade --require-hashes --only-binary :all: --target "%root%\.uv" -r "%root%\packaging\installer.lock" 1>&2
if errorlevel 1 (
    echo uv could not be fetched: see above. 1>&2
    exit /b 1
)

:have_uv
set "wanted=3.12"
if defined python for /f "delims=" %%P in ('%python% -c "import sys; print(sys.executable)"') do set "wanted=%%P"
if not exist "%venv%\Scripts\python.exe" (
    echo Making an environment in .venv ^(once^). 1>&2
    "%uv%" venv --quiet --clear --python "%wanted%" "%venv%" 1>&2
    if errorlevel 1 exit /b 1
)
echo Installing Flamenco Desktop's packages into .venv: minutes the first time. 1>&2
del "%stamp%.lock" "%stamp%.toml" >nul 2>&1
"%uv%" pip sync --python "%venv%\Scripts\python.exe" --compile-bytecode --require-hashes --only-binary :all: "%root%\packaging\requirements.lock" 1>&2
if errorlevel 1 (
    echo The packages could not be installed: see above. 1>&2
    exit /b 1
)
"%uv%" pip install --quiet --python "%venv%\Scripts\python.exe" --no-deps --no-build-isolation --offline --editable "%root%" 1>&2
if errorlevel 1 (
    echo The app itself could not be installed: see above. 1>&2
    exit /b 1
)
copy /y "%root%\packaging\requirements.lock" "%stamp%.lock" >nul
copy /y "%root%\pyproject.toml" "%stamp%.toml" >nul

:start
"%venv%\Scripts\flamenco-desktop.exe" %*
exit /b %errorlevel%
