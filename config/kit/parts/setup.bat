@echo off
rem Installs the till from this folder, with no network. Options: setup.bat --help
setlocal
pushd "%~dp0"
set "FOUND="
where python >nul 2>nul && set "FOUND=python"
where py >nul 2>nul && set "FOUND=py -3"
if not defined FOUND echo No Python was found. Install one that kit.json names from its own medium, then start again. 1>&2
if not defined FOUND exit /b 3
%FOUND% -I -B install.py %*
exit /b %errorlevel%
