//! Files with which a system starts the program by itself.

use std::path::PathBuf;

use clap::ValueEnum;

/// What starts programs on a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Service {
    /// A unit of a user's systemd (Linux)
    Systemd,
    /// An agent of launchd (macOS)
    Launchd,
    /// A command that makes a scheduled task (Windows)
    Windows,
}

impl Service {
    pub(super) fn of_this_system() -> Service {
        match std::env::consts::OS {
            "macos" => Service::Launchd,
            "windows" => Service::Windows,
            _ => Service::Systemd,
        }
    }

    /// Returns the file, which says itself where it belongs.
    pub(super) fn file(self, command: &[String], folders: &[PathBuf]) -> String {
        let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        match self {
            Service::Systemd => systemd(command, &folders.join(" ").replace(['\n', '\\'], " ")),
            Service::Launchd => launchd(command),
            Service::Windows => windows(command),
        }
    }
}

fn systemd(command: &[String], folders: &str) -> String {
    // systemd.service(5), systemd.unit(5): quotes, %, $ and backslashes mean something.
    let quoted = |word: &String| {
        let word = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
        format!("\"{}\"", word.replace('\n', "\\n"))
    };
    let line: Vec<String> = command.iter().map(quoted).collect();
    format!(
        "# Save this as ~/.config/systemd/user/huibao-watch.service, then run:
#   systemctl --user daemon-reload
#   systemctl --user enable --now huibao-watch
# What it does: journalctl --user -u huibao-watch
[Unit]
Description=huibao adds what comes into {}

[Service]
ExecStart={}
Nice=10
Restart=on-failure
RestartSec=30

[Install]
WantedBy=default.target
",
        folders.replace('%', "%%"),
        line.join(" ")
    )
}

fn launchd(command: &[String]) -> String {
    let escaped = |word: &String| {
        let word = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!("    <string>{word}</string>\n")
    };
    let words: String = command.iter().map(escaped).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">
<!-- Save this as ~/Library/LaunchAgents/huibao.watch.plist, then run:
     launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/huibao.watch.plist -->
<plist version=\"1.0\">
<dict>
  <key>Label</key>
  <string>huibao.watch</string>
  <key>ProgramArguments</key>
  <array>
{words}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>LowPriorityIO</key>
  <true/>
</dict>
</plist>
"
    )
}

fn windows(command: &[String]) -> String {
    // The whole command is one argument: its quotes are written \" (schtasks /Create /?).
    let words: Vec<String> = command.iter().map(|word| format!("\\\"{word}\\\"")).collect();
    format!(
        "rem Run this line once; the task starts when you log on. schtasks /Delete /TN huibao-watch takes it away.
schtasks /Create /TN huibao-watch /SC ONLOGON /TR \"{}\"
",
        words.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        let command = ["/opt/hui bao", "watch", "--", "/srv/50%\"报\" $x & <y>"].map(str::to_owned);
        let unit = systemd(&command, "/srv");
        assert!(unit.contains(r#"ExecStart="/opt/hui bao" "watch" "--" "/srv/50%%\"报\" $$x & <y>""#), "{unit}");
        let agent = launchd(&command);
        assert!(agent.contains("<string>/srv/50%\"报\" $x &amp; &lt;y&gt;</string>"), "{agent}");
        let task = windows(&["C:\\Program Files\\huibao.exe", "watch"].map(str::to_owned));
        assert!(task.contains(r#"/TR "\"C:\Program Files\huibao.exe\" \"watch\"""#), "{task}");
    }
}
