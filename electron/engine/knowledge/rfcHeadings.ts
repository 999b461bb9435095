/**
 * Sections that this knowledge base cites, with their headings as the RFC prints them. A test
 * checks that every citation is found here, and compares these headings with the RFC texts of
 * Debian's packages doc-rfc-*, which `npm test` fetches.
 */
export const rfcHeadings = {
  959: {
    title: 'File Transfer Protocol (FTP)',
    sections: {
      '2.3': 'THE FTP MODEL',
      '3.1.1': 'DATA TYPES',
      '3.1.2': 'DATA STRUCTURES',
      '3.2': 'ESTABLISHING DATA CONNECTIONS',
      '3.3': 'DATA CONNECTION MANAGEMENT',
      '3.4': 'TRANSMISSION MODES',
      '3.5': 'ERROR RECOVERY AND RESTART',
      '4.1.1': 'ACCESS CONTROL COMMANDS',
      '4.1.2': 'TRANSFER PARAMETER COMMANDS',
      '4.1.3': 'FTP SERVICE COMMANDS',
      '4.2': 'FTP REPLIES',
      '4.2.1': 'Reply Codes by Function Groups',
      '4.2.2': 'Numeric Order List of Reply Codes',
      '5.2': 'CONNECTIONS',
      '5.3': 'COMMANDS',
      '5.3.1': 'FTP COMMANDS',
      '5.3.2': 'FTP COMMAND ARGUMENTS',
      '5.4': 'SEQUENCING OF COMMANDS AND REPLIES',
      '6': 'STATE DIAGRAMS',
      '7': 'TYPICAL FTP SCENARIO',
      '8': 'CONNECTION ESTABLISHMENT',
    },
  },
  1123: {
    title: 'Requirements for Internet Hosts -- Application and Support',
    sections: {
      '4.1.2.5': 'Data Connection Management: RFC-959 Section 3.3',
      '4.1.2.6': 'PASV Command: RFC-959 Section 4.1.2',
      '4.1.2.7': 'LIST and NLST Commands: RFC-959 Section 4.1.3',
      '4.1.2.8': 'SITE Command: RFC-959 Section 4.1.3',
      '4.1.2.9': 'STOU Command: RFC-959 Section 4.1.3',
      '4.1.2.11': 'FTP Replies: RFC-959 Section 4.2, Page 35',
      '4.1.3.1': 'Non-standard Command Verbs',
      '4.1.3.2': 'Idle Timeout',
      '4.1.3.4': 'FTP Restart Mechanism',
      '4.1.4.2': '"QUOTE" Command',
      '4.1.4.3': 'Displaying Replies to User',
    },
  },
  2228: {
    title: 'FTP Security Extensions',
    sections: {
      '3': 'New FTP Commands',
      '4': 'Login Authorization',
      '5.1': 'New individual reply codes',
      '5.2': 'Protected replies.',
      '8.1': 'FTP Security commands and arguments',
      '8.2': 'Command-Reply sequences',
    },
  },
  2389: {
    title: 'Feature negotiation mechanism for the File Transfer Protocol',
    sections: {
      '3': 'Knowledge of Extra Capabilities - the FEAT Command',
      '3.2': 'FEAT Command Responses',
      '4': 'The OPTS Command',
    },
  },
  2428: {
    title: 'FTP Extensions for IPv6 and NATs',
    sections: {
      '2': 'The EPRT Command',
      '3': 'The EPSV Command',
      '4': 'Command Usage',
    },
  },
  2577: {
    title: 'FTP Security Considerations',
    sections: {
      '2': 'The Bounce Attack',
      '3': 'Protecting Against the Bounce Attack',
    },
  },
  2640: {
    title: 'Internationalization of the File Transfer Protocol',
    sections: {
      '2.2': 'Transfer Encoding Set',
      '3.1': 'General compliance',
      '4.1': 'The LANG command',
      '4.2': 'Syntax of the LANG command',
      '4.3': 'Feat response for LANG command',
    },
  },
  3659: {
    title: 'Extensions to FTP',
    sections: {
      '2.3': 'Times',
      '3': 'File Modification Time (MDTM)',
      '3.1': 'Syntax',
      '3.2': 'Error Responses',
      '3.3': 'FEAT Response for MDTM',
      '4': 'File SIZE',
      '4.1': 'Syntax',
      '4.2': 'Error Responses',
      '4.3': 'FEAT Response for SIZE',
      '5': 'Restart of Interrupted Transfer (REST)',
      '5.1': 'Restarting in STREAM Mode',
      '5.3': 'Syntax',
      '5.4': 'FEAT Response for REST',
      '6': 'A Trivial Virtual File Store (TVFS)',
      '6.3': 'FEAT Response for TVFS',
      '7': 'Listings for Machine Processing (MLST and MLSD)',
      '7.1': 'Format of MLSx Requests',
      '7.2': 'Format of MLSx Response',
      '7.5': 'Standard Facts',
      '7.6': 'System Dependent and Local Facts',
      '7.8': 'FEAT Response for MLSx',
      '7.9': 'OPTS Parameters for MLST',
    },
  },
  4217: {
    title: 'Securing FTP with TLS',
    sections: {
      '4': 'Session Negotiation on the Control Port',
      '4.2': 'Server Wants a Secured Session',
      '5': 'Clearing the Control Port',
      '6': 'Response to the FEAT Command',
      '7': 'Data Connection Behaviour',
      '8': 'Mechanisms for the AUTH Command',
      '9': 'Data Connection Security',
      '10.1': "The Server's View of the Control Connection",
      '10.2': "The Server's View of the Data Connection",
      '11.5': 'What level of protection is required for a particular data transfer?',
      '12': 'Timing Diagrams',
      '12.1': 'Establishing a Protected Session',
      '15.2.1': 'Bounce Attack',
      '15.3': 'Issues with the CCC Command',
    },
  },
  5797: {
    title: 'FTP Command and Extension Registry',
    sections: {
      '2.4': 'Base FTP Commands',
      '2.5': 'Obsolete Commands',
    },
  },
  7151: {
    title: 'File Transfer Protocol HOST Command for Virtual Hosts',
    sections: {
      '3': 'The HOST Command',
      '3.1': 'Syntax of the HOST Command',
      '3.2': 'HOST Command Semantics',
      '3.3': 'HOST Command Errors',
      '3.4': 'FEAT Response for HOST Command',
    },
  },
} as const satisfies Record<number, { title: string; sections: Record<string, string> }>

export type RfcNumber = keyof typeof rfcHeadings
