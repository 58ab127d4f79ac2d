const head = `timezone: Asia/Shanghai
price_list: tencent-im # the price page of 2018-12-27`;

/** `imbill.yaml` of the story sample: every source, every preset. */
export const storySettings = `# A small month of raw logs that shows every charge of the price page.
${head}
issuer:
  name: "示例云通信 Sample IM Cloud"
  address: |
    深圳市南山区示例路 100 号
    100 Example Road, Nanshan, Shenzhen
  tax_id: 91440300MA5EXAMPLE
  bank_account: "示例银行 Example Bank 7559 1234 5678 0001"
  contact: billing@sample-im.example
documents: { pdf: true }
sources:
  logins:
    - { files: "logs/logins/**/*" }
    - { files: "logs/callbacks/logins/**/*", preset: login-callback }
  bandwidth:
    - { files: "logs/bandwidth/**/*", slot_seconds: 300, samples: sum }
    - { files: "logs/live-bandwidth/**/*", preset: live-bandwidth, constants: { app_id: "1400000003" } }
  groups:
    - { files: "logs/groups/**/*" }
    - { files: "logs/callbacks/groups/**/*", preset: group-callbacks }
  daily: { files: "logs/daily/**/*" }
rejects: { max_share: 0 }
`;

/** `imbill.yaml` of a large sample. */
export const largeSettings = `# A generated month of raw logs.
${head}
issuer: { name: "Sample IM Cloud" }
sources:
  logins: { files: "logs/logins/**/*" }
  bandwidth: { files: "logs/bandwidth/**/*", slot_seconds: 300 }
  groups: { files: "logs/groups/**/*" }
rejects: { max_share: 0 }
`;

/** `imbill.yaml` of a new workspace: the defaults, with comments on further settings. */
export const emptySettings = `# Settings of this workspace, with the defaults. Only sources is required.

# Time zone of billing days and months.
timezone: Asia/Shanghai

# Price list of customers that have none in accounts/customers.csv.
price_list: tencent-im

# Who sends the invoices. Documents show all that is given here.
# issuer:
#   name: "Your company"
#   address: |
#     1 Example Road
#     Shenzhen
#   tax_id: "91440300MA5EXAMPLE"
#   bank_account: "Example Bank 7559 1234"
#   contact: billing@example.com
#   logo: logo.png

# A PDF of each document, beside its page. Without this key there is none.
documents: { pdf: true }

# Log files, by kind. The extension is the format: .csv, .ndjson or .parquet, each also .gz.
# A kind is one source or a list of them. Columns of other names are mapped:
#   logins: { files: "logs/logins/**/*", columns: { time: ts, app_id: sdkappid, user_id: uid } }
# Logs as the provider sends them have presets:
#   logins:
#     - { files: "logs/logins/**/*" }
#     - { files: "logs/callbacks/logins/**/*", preset: login-callback }
#   groups:
#     - { files: "logs/groups/**/*" }
#     - { files: "logs/callbacks/groups/**/*", preset: group-callbacks }
sources:
  logins: { files: "logs/logins/**/*" }
  bandwidth: { files: "logs/bandwidth/**/*", slot_seconds: 300 }
  groups: { files: "logs/groups/**/*" }
  daily: { files: "logs/daily/**/*" }

# A run fails if a larger share of lines is rejected; 0 = if any line is rejected.
rejects: { max_share: 0 }

# Memory of a run. The default is a quarter of the machine's, 600MB to 4GB.
# memory: 2GB

# SQL files that define relations of your own for imbill sql.
# models: "models/*.sql"
`;

/** `README.txt` of a new workspace. */
export const emptyReadme = `What to put where

imbill.yaml             settings: time zone, price list, and which files hold which logs
accounts/customers.csv  one row per app: its customer; price_list, address, tax_id and others are optional columns
accounts/purchases.csv  plans and packs that were bought, and refunds (kind refund, with the amount)
accounts/roaming.csv    for how many extra months an app stores messages, and from which day
accounts/app-settings.csv  optional: settings of an app (app_id, setting, from, value)
logs/logins/            time, app_id, user_id; optional result, platform, client_ip
logs/bandwidth/         time, app_id, and mbps or bytes; optional region, node
logs/groups/            time, app_id, group_id, event (created or dismissed); optional group_type
logs/daily/             date, app_id, metric, value: daily values counted elsewhere
prices/                 your own price books, if you have any
models/                 SQL files of your own, if imbill.yaml names them

A time has an offset (2026-09-18T20:00:00+08:00) or Z, or is seconds or milliseconds since the
epoch. Ids are text: 007 stays 007. Columns can be in any order.

Then:  imbill load    imbill preview --month YYYY-MM    imbill run --month YYYY-MM
`;
