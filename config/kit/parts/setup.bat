@echo off
rem Installs the till from this folder, with no network. Options: setup.bat --help
cd /d "%~dp0"
where py >nul 2>nul
if %errorlevel%==0 (
    py -3 -I -B install.py %*
) else (
    python -I -B install.py %*
)
