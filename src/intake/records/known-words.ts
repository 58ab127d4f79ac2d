/**
 * Words of `result` for a login that succeeded, for sources that name none. Upper and lower case are alike. A
 * word that can also mean a failure is not among them.
 */
export const successWords: readonly string[] = [
  // imbill's own; an empty result counts, also as exports of databases write it. Entra ID: an error code of 0; AWS, Okta, Entra ID, Elastic, Duo: success.
  '',
  'null',
  '\\n',
  '0',
  'success',
  // Kerberos and SAML libraries, Saxo, Salesforce-like reports; common words of log4j-style logs.
  'succeeded',
  'successful',
  'login_success',
  'login_succeeded',
  'authentication_success',
  // Tencent Cloud IM's ActionStatus.
  'ok',
  // A column of the type yes or no.
  'true',
  // Amazon Cognito's EventResponse is Pass or Fail.
  'pass',
  'passed',
  // Keycloak's event types are LOGIN and LOGIN_ERROR.
  'login',
  // Auth0's event code for "Success Login"; its codes of failures begin with f.
  's',
  // OpenSSH: "Accepted publickey for …".
  'accepted',
  '成功',
  '登录成功',
  '登陆成功',
];

/**
 * Words that programs write for an id that is missing, for sources that name none. They are those of SQL, Hive,
 * Java, JavaScript, Python, pandas, R, Ruby, Go, C and spreadsheets. Upper and lower case are alike.
 */
export const emptyIds: readonly string[] = [
  'null',
  '\\n',
  '(null)',
  '<null>',
  '[null]',
  'undefined',
  '[object object]',
  'none',
  'nan',
  'na',
  'nil',
  '(nil)',
  '<nil>',
  'n/a',
  '#n/a',
  '-',
  '--',
  '""',
  "''",
];
