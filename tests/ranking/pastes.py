"""Pastes in every form in which errors reach a support desk, with the article of the brewery that answers each."""

M = "cellar c2 refused the credentials of ann"
"""A message that many forms hold, so that only the form is on trial."""

NOISE = "\n".join(
    f"2026-11-20 08:{n:02}:07 INFO  [kettle-{n}] brew.Step - step {n} of plan ale done" for n in range(60)
)

BUILD = {
    "file(line,col): error CODE: message [project]": ("recipe-unknown-hop", r"ale\main.rcp(12,5): error BL2011: 'cascde' : undeclared hop variety [C:\b\ale.plan]"),
    "file:line:col: error: message": ("recipe-type", "main.rcp:12:5: error: mismatched quantities: expected litres, found kilos"),
    "file:line: with the source and a caret": ("recipe-type", "main.rcp:12: error: mismatched quantities: expected litres, found kilos\n   12 |   add 5 kilos\n      |       ^~~~~~~\nmain.rcp:3: note: declared here"),
    "file:line:col - error CODE": ("recipe-type", "src/main.rcp:12:5 - error BL2012: mismatched quantities: expected litres, found kilos\n\n12   add 5 kilos\n         ~~~~~~~\n\nFound 1 error in src/main.rcp:12"),
    "[ERROR] file:[line,col] message": ("recipe-type", "[INFO] BUILD FAILURE\n[ERROR] /src/ale/main.rcp:[12,5] mismatched quantities: expected litres, found kilos\n[ERROR] -> [Help 1]"),
    "severity: file URL: message": ("recipe-type", "e: file:///src/ale/main.rcp:12:5 mismatched quantities: expected litres, found kilos\n\nFAILURE: Build failed with an exception."),
    "a linker": ("recipe-missing", "BLINK : fatal error BL2001: cannot open recipe file 'ale.rcp'"),
    "a message on the line after its place": ("recipe-missing", "Brew Error at Plan.txt:12 (include):\n  cannot open recipe file 'ale.rcp'\nCall Stack (most recent call first):\n  Plan.txt:3 (start)"),
    "line:col, severity, message and rule in columns": ("recipe-unknown-hop", "/src/ale/main.rcp\n  12:5  error  'cascde' : undeclared hop variety  no-undef\n\n1 problem (1 error, 0 warnings)"),
    "what the build tool says after it": ("recipe-missing", "main.rcp:1: fatal error: cannot open recipe file 'ale.rcp'\nmake[2]: *** [Makefile:12: ale.o] Error 1\nmake: *** [all] Error 2"),
    "lines of a container build": ("recipe-missing", "#14 21.55 main.rcp(1): error BL2001: cannot open recipe file 'ale.rcp'\n#14 21.60 npm ERR! code ELIFECYCLE\n#14 21.60 npm ERR! errno 2\nexecutor failed running [/bin/sh -c npm run build]: exit code: 2"),
    "a prefix of a package manager": ("plugin-load", "npm ERR! code ERR_PLUGIN_LOAD\nnpm ERR! failed to load plugin mash: wrong interface"),
    "many errors of one build": ("recipe-syntax", "1>a.rcp(2): error BL2010: syntax error: ';'\n1>a.rcp(9): error BL2011: 'x' : undeclared hop variety\n1>a.rcp(9): error BL2011: 'y' : undeclared hop variety\n========== Build: 0 succeeded, 1 failed =========="),
}  # fmt: skip
"""What compilers and build tools print."""

LOGS = {
    "time level [thread] logger - message": ("cellar-auth", f"2026-11-20 08:11:12,345 ERROR [pool-3] brew.Cellar - {M}"),
    "time [thread] level logger - message": ("cellar-auth", f"08:11:12.345 [pool-3] ERROR b.cellar.Cellar - {M}"),
    "level thread logger time": ("disk-full", "ERROR pool-3 brew.Log 20/Nov/2026:08:11:12 batch log /var/b.log could not grow: no space left"),
    "level time logger:line - message": ("cellar-auth", f"ERROR 2026-11-20 08:11:12,345 Cellar:44 - {M}"),
    "time level process --- [thread] logger : message": ("cellar-auth", f"2026-11-20 08:11:12.345 ERROR 311 --- [nio-8080-exec-1] b.cellar.Cellar       : {M}"),
    "[time] [level] [logger] message": ("cellar-auth", f"[2026-11-20T08:11:12Z] [ERROR] [brew.cellar] {M}"),
    "[time level] message": ("cellar-auth", f"[08:11:12 ERR] {M}"),
    "level: logger[event] and the message below": ("cellar-auth", f"fail: Brew.Cellar[0]\n      {M}"),
    "level:logger:message": ("cellar-auth", f"ERROR:brew.cellar:{M}"),
    "level logger:file:line message": ("cellar-auth", f"ERROR    brew.cellar:cellar.py:12 {M}"),
    "time|level|logger|message": ("cellar-auth", f"2026-11-20 08:11:12.3456|ERROR|brew.Cellar|{M}"),
    "tabs between time, level, place and message": ("cellar-auth", f"2026-11-20T08:11:12.345Z\tERROR\tcellar/ask.go:12\t{M}"),
    "level letter, [time #process]": ("cellar-auth", f"E, [2026-11-20T08:11:12.123456 #311] ERROR -- : {M}"),
    "time level letter tag": ("cellar-auth", f"11-20 08:11:12.345  311  330 E Cellar  : {M}"),
    "[weekday time] [module:level] [process]": ("cellar-auth", f"[Fri Nov 20 08:11:12.123456 2026] [brew:error] [pid 311:tid 12] [client 192.0.2.7:4711] {M}"),
    "time [level] process#thread: *connection": ("cellar-auth", f"2026/11/20 08:11:12 [error] 311#311: *9 {M}, client: 192.0.2.7"),
    "time zone [process] LEVEL:  message": ("cellar-auth", f"2026-11-20 08:11:12.345 UTC [311] ERROR:  {M}\n2026-11-20 08:11:12.345 UTC [311] STATEMENT:  SELECT 1"),
    "seconds since 1970": ("cellar-auth", f"1763626272.123 ERROR brew.cellar {M}"),
    "a system log": ("lock-held", "Nov 20 08:11:12 host brewline[311]: process 4711 already holds /run/brewline.pid"),
    "a system log with priority": ("lock-held", "<3>Nov 20 08:11:12 host brewline[311]: process 4711 already holds /run/brewline.pid"),
    "a journal": ("lock-held", "2026-11-20T08:11:12+0100 host brewline[311]: process 4711 already holds /run/brewline.pid"),
    "the log of a container": ("lock-held", "E1120 08:11:12.000000   1 main.go:12] process 4711 already holds /run/b.pid"),
    "the log of several containers": ("lock-held", "brew-1    | starting\nbrew-1    | process 4711 already holds /run/b.pid\nbrew-1 exited with code 1"),
    "keys and values": ("cellar-auth", f'time=2026-11-20T08:11:12Z level=error msg="{M}" app=brew'),
    "keys and values, the error apart from the message": ("cellar-auth", f'level=error ts=2026-11-20T08:11:12Z caller=ask.go:12 msg="ask failed" err="{M}"'),
    "an event with its fields": ("cellar-auth", f"Log Name:      Application\nSource:        Brewline\nEvent ID:      0\nLevel:         Error\nComputer:      host\nDescription:\n{M}"),
    "events of a cluster": ("cellar-auth", f"Events:\n  Type     Reason  Age               From     Message\n  ----     ------  ----              ----     -------\n  Warning  Failed  12s (x5 over 41s)  kubelet  {M}"),
    "the last line of a long log": ("disk-full", f"{NOISE}\nbatch log /var/b.log could not grow: no space left"),
    "amid a long log": ("kettle-offline", f"{NOISE}\nE BL1001 kettle north did not answer within 30 s\n{NOISE.replace('07 INFO', '08 INFO')}"),
}  # fmt: skip
"""Log lines, with time, level, thread and logger in any order."""

STRUCTURED = {
    "a JSON log line": ("cellar-cert", '{"ts":"2026-11-20T08:11:12Z","level":"error","msg":"certificate of c2.example.com expired on 2026-11-01"}'),
    "JSON within JSON": ("kettle-offline", '{"level":"error","error":{"code":"BL1001","message":"kettle north did not answer within 30 s"}}'),
    "JSON over several lines": ("cellar-auth", f'{{\n  "error": {{\n    "code": 17,\n    "message": "{M}"\n  }}\n}}'),
    "JSON inside a text of JSON": ("cellar-auth", f'{{"log":"{{\\"level\\":\\"error\\",\\"msg\\":\\"{M}\\"}}\\n"}}'),
    "a list of errors in JSON": ("cellar-auth", f'{{"data":null,"errors":[{{"message":"{M}","path":["cellar"],"extensions":{{"code":"INTERNAL"}}}}]}}'),
    "a problem in JSON": ("cellar-auth", f'{{"type":"about:blank","title":"Bad Gateway","status":502,"detail":"{M}"}}'),
    "a JSON log line behind the name of its container": ("cellar-auth", f'brew-1  | {{"@timestamp":"2026-11-20T08:11:12Z","log.level":"error","message":"{M}"}}'),
    "a dict of Python": ("cellar-auth", f"{{'level': 'error', 'code': 17, 'msg': '{M}'}}"),
    "XML": ("cellar-auth", f"<error><message>{M}</message></error>"),
    "HTML with entities": ("recipe-unknown-hop", "<b>error:</b> &#39;cascde&#39; : undeclared hop variety"),
    "Markdown": ("cellar-auth", f"**Error:** `{M}`"),
    "a fenced block in Markdown": ("cellar-auth", f"I get this:\n\n```console\n$ brew start\n{M}\n```\n\nAny idea?"),
    "a table of an IDE": ("recipe-syntax", "Severity\tCode\tDescription\tPlan\tFile\tLine\nError\tBL2010\tsyntax error: '}'\tAle\tmain.rcp\t44"),
    "a table of an IDE without its head": ("recipe-unknown-hop", "Error (active)\tBL2011\t'cascde' : undeclared hop variety\tAle\tC:\\src\\ale\\main.rcp\t12"),
    "a table of an IDE, columns elsewhere": ("recipe-type", "main.rcp\t12\tError\tmismatched quantities: expected litres, found kilos\tBL2012"),
    "a table in Markdown": ("recipe-syntax", "| severity | code | text |\n|---|---|---|\n| error | BL2010 | syntax error: '}' |"),
    "rows with commas": ("recipe-unknown-hop", "\"Error\",\"BL2011\",\"'cascde' : undeclared hop variety\",\"main.rcp\",\"12\""),
}  # fmt: skip
"""JSON, XML, Markdown and tables."""

SERVERS = {
    "a number and an arrow before each line": ("recipe-missing", "##[error]  12>main.rcp(1): fatal error BL2001: cannot open recipe file 'ale.rcp'"),
    "a time before each line": ("recipe-missing", "2026-11-20T08:11:12.1234567Z ##[error]main.rcp(1): error BL2001: cannot open recipe file 'ale.rcp'\n2026-11-20T08:11:12.1234567Z ##[section]Finishing: Build"),
    "a command for the server": ("recipe-missing", "::error file=main.rcp,line=1,col=1::cannot open recipe file 'ale.rcp'"),
    "a message for the server with its own escapes": ("recipe-missing", "##teamcity[message text='main.rcp(1): error BL2001: cannot open recipe file |'ale.rcp|'' status='ERROR']"),
    "a step in brackets": ("recipe-missing", "[08:11:12][Step 2/3] main.rcp(1): error: cannot open recipe file 'ale.rcp'"),
    "a stage in brackets": ("recipe-missing", "[build] [ERROR] cannot open recipe file 'ale.rcp'\n[build] script returned exit code 1"),
    "what a remote side says": ("recipe-missing", "remote: error: cannot open recipe file 'ale.rcp'\nTo example.com:ale.git\n ! [remote rejected] main -> main (pre-receive hook declined)"),
    "colours and lines around a message": ("recipe-type", "\x1b[1;31merror[BL2012]\x1b[0m: mismatched quantities\n  --> main.rcp:3:9\n   |\n3  |  add 5 kilos\n   |      ^^^^^^^ expected litres, found kilos"),
    "a frame of lines around a message": ("recipe-missing", "  \u00d7 cannot open recipe file 'ale.rcp'\n   \u256d\u2500[main.rcp:1:1]\n 1 \u2502 use ale.rcp\n   \u00b7     \u2500\u2500\u2500\u252c\u2500\u2500\u2500\n   \u00b7        \u2570\u2500\u2500 here\n   \u2570\u2500\u2500\u2500\u2500"),
    "a box around a message": ("cellar-auth", f"\u256d\u2500 Error \u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u256e\n\u2502 {M} \u2502\n\u2570\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u256f"),
    "stars around a message": ("cellar-auth", f"*****************************\n*** {M} ***\n*****************************"),
    "a mark before a message": ("recipe-missing", "\u2718 [ERROR] cannot open recipe file 'ale.rcp'\n\n    main.rcp:1:4:\n      1 \u2502 use ale.rcp\n        \u2575     ~~~~~~~"),
}  # fmt: skip
"""What build servers put before each line, and what is drawn around messages."""

TRACES = {
    "Python": ("sensor-null", 'Traceback (most recent call last):\n  File "/srv/brew/run.py", line 3, in <module>\n    read()\nbrew.errors.NullReading: sensor t7 has no reading yet'),
    "Python, exceptions chained": ("cellar-auth", f'Traceback (most recent call last):\n  File "a.py", line 3, in a\nbrew.Refused: {M}\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 9, in b\nbrew.Stopped: brewing plan ale has stopped with 1 errors'),
    "Python, the direct cause": ("cellar-auth", f'Traceback (most recent call last):\n  File "a.py", line 3, in a\nbrew.Refused: {M}\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "a.py", line 9, in b\nbrew.Stopped: brewing plan ale has stopped with 1 errors'),
    "Python, a group of exceptions": ("cellar-auth", f'  + Exception Group Traceback (most recent call last):\n  |   File "a.py", line 3, in <module>\n  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File "a.py", line 9, in b\n    | brew.Refused: {M}\n    +------------------------------------'),
    "Java": ("cellar-timeout", "brew.PlanException: BL3000: brewing plan ale has stopped with 1 errors\n\tat brew.Plan.run(Plan.java:12)\n\t... 3 more\nCaused by: brew.CellarException: BL4003: no reply from cellar c2 after 3 attempts\n\tat brew.Cellar.ask(Cellar.java:9)"),
    "Java, suppressed": ("cellar-auth", f"brew.PlanException: BL3000: brewing plan ale has stopped with 1 errors\n\tat a.B.c(B.java:1)\n\tSuppressed: brew.LogException: BL5001: batch log /v could not grow: no space left\n\t\tat a.B.d(B.java:3)\nCaused by: brew.AuthException: {M}"),
    "Java, root cause first": ("cellar-timeout", "brew.CellarException: no reply from cellar c2 after 3 attempts\n\tat brew.Cellar.ask(Cellar.java:9)\nWrapped by: brew.PlanException: brewing plan ale has stopped with 1 errors\n\tat brew.Plan.run(Plan.java:12)"),
    "Java, one cause after the other": ("disk-full", "a.A: brewing plan ale has stopped with 1 errors\n\tat a.A.a(A.java:1)\nCaused by: b.B: could not write\n\tat b.B.b(B.java:1)\nCaused by: c.C: batch log /v could not grow: no space left\n\t... 12 more"),
    "a wrapper whose cause nobody explains": ("plan-stopped", "brew.PlanException: brewing plan ale has stopped with 1 errors\nCaused by: java.io.IOException: broken pipe"),
    ".NET": ("not-registered", "System.Exception: plan failed ---> Brew.ComException (0x80040154): valve driver class not registered\n   at Brew.Valve.Open() in C:\\src\\Valve.cs:line 12\n   --- End of inner exception stack trace ---"),
    ".NET, inner exceptions on their own lines": ("cellar-auth", f"Unhandled exception. System.AggregateException: One or more errors occurred. (plan failed)\n ---> Brew.PlanException: plan failed\n ---> Brew.AuthException: {M}\n   at Brew.Cellar.Ask() in /src/Cellar.cs:line 12\n   --- End of inner exception stack trace ---"),
    ".NET, many in one": ("cellar-auth", f"System.AggregateException: One or more errors occurred. ({M})\n   at System.Threading.Tasks.Task.Wait()"),
    ".NET, a dialog": ("cellar-auth", f"See the end of this message for details on invoking just-in-time debugging.\n\n************** Exception Text **************\nBrew.AuthException: {M}\n   at Brew.Main.button1_Click(Object sender, EventArgs e)"),
    "JavaScript": ("plugin-load", "Error: start failed\n    at start (/srv/app/main.js:3:7) {\n  [cause]: Error: failed to load plugin mash: wrong interface\n      at load (/srv/app/plugins.js:8:11)\n}"),
    "JavaScript, a code beside the message": ("plugin-load", "node:internal/process/promises:288\n            triggerUncaughtException(err, true /* fromPromise */);\n            ^\n\nError: start failed\n    at start (/srv/app/main.js:3:7) {\n  code: 'ERR_PLUGIN_LOAD'\n}\n\nNode.js v20.1.0"),
    "JavaScript, a promise": ("cellar-auth", f"(node:311) UnhandledPromiseRejectionWarning: Error: {M}\n    at ask (/srv/app/cellar.js:3:7)\n(Use `node --trace-warnings ...` to show where the warning was created)"),
    "JavaScript, a browser": ("cellar-auth", f"main.8c1f.js:2 Uncaught (in promise) Error: {M}\n    at t.ask (main.8c1f.js:2:14912)\n    at async HTMLButtonElement.<anonymous> (main.8c1f.js:2:1)"),
    "Go": ("panic-index", "panic: runtime error: tank number 9 out of bounds: there are 8 tanks\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/brew/main.go:12 +0x1d"),
    "Go, wrapped errors": ("cellar-auth", f"2026/11/20 08:11:12 start: open cellar: {M}\nexit status 1"),
    "Rust": ("assertion", "thread 'main' panicked at src/valve.rs:12:9:\nassertion failed: valve 3 is open and closed\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"),
    "Rust, older": ("assertion", "thread 'main' panicked at 'assertion failed: valve 3 is open and closed', src/valve.rs:12:9\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"),
    "Rust, a chain of errors": ("cellar-auth", f"Error: brewing plan ale has stopped with 1 errors\n\nCaused by:\n    0: could not open the cellar\n    1: {M}"),
    "PHP": ("cellar-auth", f"PHP Fatal error:  Uncaught BrewException: {M} in /srv/www/brew.php:12\nStack trace:\n#0 {{main}}\n  thrown in /srv/www/brew.php on line 12"),
    "Ruby": ("cellar-auth", f"/srv/brew/cellar.rb:12:in `ask': {M} (Brew::Refused)\n\tfrom /srv/brew/main.rb:3:in `<main>'"),
    "C++": ("cellar-auth", f"terminate called after throwing an instance of 'brew::refused'\n  what():  {M}\nAborted (core dumped)"),
    "Elixir": ("cellar-auth", f"** (Brew.Refused) {M}\n    (brew 1.2.0) lib/cellar.ex:12: Brew.Cellar.ask/1"),
    "a shell script": ("lock-held", "./start.sh: line 12: process 4711 already holds /run/b.pid"),
    "PowerShell": ("script-policy", "C:\\brew\\run.ps1 cannot be loaded because brewing scripts are\ndisabled on this system.\nAt line:1 char:1\n+ .\\run.ps1\n+ ~~~~~~~~~\n    + CategoryInfo          : SecurityError: (:) []"),
    "PowerShell, the command first": ("cellar-auth", f"Open-Cellar : {M}\nAt C:\\brew\\run.ps1:12 char:1\n+ Open-Cellar c2\n+ ~~~~~~~~~~~~~~\n    + CategoryInfo          : AuthenticationError: (c2:String) [Open-Cellar], Exception\n    + FullyQualifiedErrorId : Brew.Refused,Brew.OpenCellar"),
    "PowerShell, the identifier": ("plugin-load", "Start-Brew : start failed\n    + CategoryInfo          : NotSpecified: (:) [Start-Brew], Exception\n    + FullyQualifiedErrorId : ERR_PLUGIN_LOAD,Brew.StartBrew"),
    "PowerShell 7": ("cellar-auth", f"Open-Cellar: /srv/run.ps1:12\nLine |\n  12 |  Open-Cellar c2\n     |  ~~~~~~~~~~~~~~\n     | {M}"),
    "a command prompt": ("denied", "C:\\> brew install\nSystem error 0x80070005 has occurred.\n\nAccess to the recipe store is denied."),
    "a terminal": ("cellar-auth", f"ann@host:~/brew$ sudo brew start --now\n[sudo] password for ann:\nbrew: {M}\nann@host:~/brew$"),
}  # fmt: skip
"""Stack traces, panics, and what shells print."""

TEXT = {
    "wrapped by a mail client": ("kettle-hot", "> 08:11 error BL1002: kettle south is at 104 degrees, above its\n> limit of 101\n>\n> Regards\n> Ann"),
    "wrapped inside quotes": ("include-missing", "error: Cannot open included\nrecipe: 'hops/\ncascade.rcp'"),
    "wrapped inside a word": ("recipe-missing", "main.rcp(1): fatal error BL2001: cannot open rec\nipe file 'ale.rcp'"),
    "wrapped inside a word, without a code": ("kettle-hot", "kettle south is at 104 degrees, abo\nve its limit of 101"),
    "wrapped twice": ("kettle-hot", "ERROR kettle south is at\n104 degrees, above\nits limit of 101"),
    "wrapped with an indent": ("kettle-hot", "08:11:12 ERROR kettle south is at 104 degrees,\n               above its limit of 101"),
    "soft line ends of a mail": ("kettle-hot", "kettle south is at 104 degr=\nees, above its limit of=20\n101"),
    "cut short": ("cellar-auth", "ERROR cellar c2 refused the creden..."),
    "cut at the front": ("cellar-auth", "...refused the credentials of ann"),
    "a quoted mail": ("kettle-hot", "On Monday Ann wrote:\n> kettle south is at 104 degrees,\n> above its limit of 101"),
    "a quoted mail in a quoted mail": ("cellar-auth", f"> > Hello,\n> > {M}\n> Did you try again?\nYes."),
    "a forwarded mail": ("cellar-auth", f"-----Original Message-----\nFrom: Ann Example <ann@example.com>\nSent: Friday, November 20, 2026 8:11 AM\nTo: Support\nSubject: help\n\nHi, since today: {M}. Thanks, Ann"),
    "smart quotes": ("recipe-unknown-hop", "error: \u2018cascde\u2019 : undeclared hop variety"),
    "quotes of another language": ("recipe-missing", "cannot open recipe file \u201eale.rcp\u201c"),
    "angled quotes": ("recipe-missing", "cannot open recipe file \u00abale.rcp\u00bb"),
    "full-width punctuation": ("recipe-missing", "\uff22\uff2c\uff12\uff10\uff10\uff11\uff1acannot open recipe file\u300cale.rcp\u300d"),
    "full-width brackets": ("recipe-syntax", "\uff08BL2010\uff09 syntax error\uff1a '}'"),
    "blanks that do not break": ("cellar-auth", M.replace(" ", "\u00a0")),
    "blanks without width": ("cellar-auth", "cellar c2 refused the cre\u200bdentials of\u200b ann"),
    "hyphens without width": ("cellar-auth", "cellar c2 refused the creden\u00adtials of ann"),
    "ligatures": ("recipe-missing", "cannot open recipe \ufb01le 'ale.rcp'"),
    "carriage returns": ("cellar-auth", f"starting\r\n{M}\r\ndone\r\n"),
    "capitals": ("cellar-auth", M.upper()),
    "localized text around a code": ("recipe-missing", "main.rcp(1): schwerwiegender Fehler BL2001: Rezeptdatei \"ale.rcp\" kann nicht ge\u00f6ffnet werden."),
    "text of another script around a code": ("recipe-syntax", "main.rcp(44): \u30a8\u30e9\u30fc BL2010: \u69cb\u6587\u30a8\u30e9\u30fc: '}'"),
    "text of another script beside a code": ("recipe-syntax", "main.rcp(44): \u9519\u8befBL2010\uff1a\u8bed\u6cd5\u9519\u8bef\u201c}\u201d"),
    "a code with a particle of another script": ("recipe-syntax", "BL2010\u304c\u51fa\u307e\u3057\u305f"),
    "a code in Cyrillic text": ("disk-full", "\u041e\u0448\u0438\u0431\u043a\u0430 BL5001: \u043d\u0435\u0442 \u043c\u0435\u0441\u0442\u0430 \u043d\u0430 \u0434\u0438\u0441\u043a\u0435"),
    "retyped by hand": ("cellar-timeout", "no replay form cellar c2 after 3 atempts"),
    "letters swapped": ("cellar-auth", "celalr c2 refusde the credentails of ann"),
    "read by a scanner": ("recipe-unknown-hop", "errOr BL20ll: 'cascde' : undec1ared h0p variety"),
    "read by a scanner, without a code": ("cellar-auth", "ce11ar c2 refused the credentia1s 0f ann"),
    "without its code": ("kettle-hot", "kettle south is at 104 degrees, above its limit of 101"),
    "a message that reads much like another": ("include-missing", "Cannot open included recipe: 'ale.rcp'"),
    "a symptom in plain words": ("foam", "beer is foaming over the rim when I open the tap"),
    "a question in plain words": ("label-print", "how can I choose the paper for bottle labels?"),
    "retold": ("kettle-hot", "Good morning, our brewer says that kettle south is at 104 degrees, above its limit of 101, what now?"),
}  # fmt: skip
"""Text that was wrapped, quoted, set, translated, retyped or scanned."""

CODES = {
    "an SMTP reply": ("mail-unknown", "550 5.1.10 REPORT.ADR.NotFound; recipient brewer@example.com not found"),
    "an SMTP reply over two lines": ("mail-size", "552-5.3.4 Your report exceeds the size\n552 5.3.4 that the relay takes"),
    "an SMTP status of a bounce": ("mail-unknown", "Final-Recipient: rfc822; brewer@example.com\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 REPORT"),
    "an SMTP status in a log": ("mail-unknown", "Nov 20 08:11:12 mx postfix/smtp[311]: 4F1A: to=<b@example.com>, relay=mx.example.com[192.0.2.7]:25, delay=0.4, dsn=5.1.10, status=bounced"),
    "an SMTP status with a hash": ("mail-size", "#5.3.4 smtp; 552 relay.example.com #SMTP#"),
    "an HTTP status line": ("page-gone", "HTTP/1.1 410 Gone\nServer: brewline"),
    "an HTTP status in a sentence": ("page-gone", "GET /plans/7 failed: HTTP 410"),
    "an HTTP status of a client": ("page-gone", "curl: (22) The requested URL returned error: 410"),
    "an HTTP status that is called one": ("page-gone", "Request failed with status code 410"),
    "an HRESULT": ("denied", "Brewline setup failed: HRESULT=0x80070005"),
    "an HRESULT as a signed number": ("denied", "Installer exited with code -2147024891."),
    "an HRESULT as a number without a sign": ("denied", "Installer exited with code 2147942405"),
    "an HRESULT without 0x": ("denied", "Setup failed with hr 80070005"),
    "an HRESULT with its name": ("denied", "(exception from HRESULT: 0X80070005 (E_ACCESSDENIED))"),
    "an HRESULT with a typographic minus": ("denied", "exit code \u22122147024891"),
    "an NTSTATUS": ("dll-missing", "The application failed to start correctly (0xc0000135). Click OK to close the application."),
    "an NTSTATUS as a signed number": ("dll-missing", "Process exited with code -1073741515"),
    "a stop code with its parameters": ("boot-device", "*** STOP: 0x0000007B (0xF78D2524,0xC0000034,0x00000000,0x00000000)"),
    "a stop code cut short": ("boot-device", "Stop code: 0x7B"),
    "a stop code in decimal": ("boot-device", "Event ID 41\nBrewCheckCode 123\nPowerButton 0"),
    "the name of a stop code": ("boot-device", "Your device ran into a problem. Stop code: BREW_BOOT_DEVICE_LOST"),
    "a database code": ("db-table", "java.sql.SQLException: ORA-00942: table or view does not exist\nORA-06512: at line 3"),
    "a database code with a typographic hyphen": ("db-table", "ORA\u201000942"),
    "an SQL state": ("db-unique", 'ERROR: duplicate batch number violates "batch_pk" (SQLSTATE 23505)'),
    "an SQL state in brackets": ("db-unique", "SQLSTATE[23505]: Unique violation: 7 ERROR"),
    "an SQL state beside a number of its vendor": ("db-unique", "DB2 SQL Error: SQLCODE=-803, SQLSTATE=23505, SQLERRMC=2"),
    "a constant for a code": ("plugin-load", "code: 'ERR_PLUGIN_LOAD',"),
    "a code in lower case": ("disk-full", "what does bl5001 mean?"),
    "a code with a hyphen that was not written": ("disk-full", "got BL-5001 again"),
    "a code with a blank that was not written": ("disk-full", "error BL 5001"),
    "a code in brackets": ("disk-full", "[BL5001] see the log"),
    "a code with a dot at its end": ("disk-full", "Brewline stopped with BL5001."),
    "a code in an address": ("disk-full", "see https://brew.example/errors/BL5001 for help"),
    "a code with a hyphen in an address": ("db-table", "see https://docs.example.com/help/ORA-00942/"),
    "a code with a hyphen behind another": ("db-table", "job db-ORA-00942 failed"),
    "a code behind the name of a tool": ("disk-full", "Brewline.Log:BL5001"),
    "a mistyped code beside the right words": ("recipe-unknown-hop", "main.rcp(3): error BL2010: 'cascde' : undeclared hop variety"),
    "a code that others mention": ("disk-full", "BL5001"),
}  # fmt: skip
"""Codes in every usual spelling."""

WHICH = {
    "a warning before an error": ("recipe-syntax", "a.rcp(1): warning BL2901: 'gill': was declared deprecated in recipe format 3\na.rcp(2): error BL2010: syntax error: ';'"),
    "what follows from an error": ("recipe-missing", "a.rcp(1): error BL2001: cannot open recipe file 'x.rcp'\na.rcp(2): error BL2011: 'x' : undeclared hop variety\nbrewing plan ale has stopped with 2 errors"),
    "a warning alone": ("recipe-old", "a.rcp(1): warning BL2901: 'gill': was declared deprecated in recipe format 3"),
    "the first of two errors of a log": ("disk-full", f"08:11:12 ERROR batch log /v could not grow: no space left\n08:11:13 INFO retry\n08:11:14 ERROR {M}"),
    "an error after many warnings": ("cellar-auth", "\n".join([*(f"08:11:{n} WARN 'w{n}': was declared deprecated in recipe format 3" for n in range(10, 30)), f"08:12:00 ERROR {M}"])),
    "a sentence that only speaks of errors": ("cellar-auth", f"Build started. 0 errors so far, error handling enabled.\n{M}"),
    "a message that is repeated": ("kettle-offline", "\n".join(f"08:11:{n} ERROR kettle north did not answer within {n} s" for n in range(10, 50)) + f"\n08:12:00 ERROR {M}"),
}  # fmt: skip
"""Pastes with more than one error: which one matters."""

PASTES = {
    f"{kind}: {form}": row
    for kind, rows in {
        "build": BUILD,
        "log": LOGS,
        "structured": STRUCTURED,
        "server": SERVERS,
        "trace": TRACES,
        "text": TEXT,
        "code": CODES,
        "which": WHICH,
    }.items()
    for form, row in rows.items()
}
"""The expected article and the paste, by the kind and the form that the paste has."""
