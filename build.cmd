@echo off
rem Finds the .NET SDK and hands over to the build tool in src\Build. See: build.cmd help
setlocal
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set MSBUILDDISABLENODEREUSE=1
rem global.json decides which SDK will do; without a fitting one 'dotnet --version' fails.
pushd "%~dp0"
dotnet --version >nul 2>nul
if errorlevel 1 goto nosdk
popd
dotnet run --project "%~dp0src\Build" -- %*
exit /b %errorlevel%
:nosdk
popd
echo The .NET SDK that global.json asks for was not found. 1>&2
echo Get it from https://dotnet.microsoft.com/download, then run this again. 1>&2
exit /b 1
