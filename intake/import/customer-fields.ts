import { type Channel, channels } from '../../schemas/basics.ts'
import { attributeKeySchema } from '../../schemas/rule.ts'
import type { FieldSpec, FieldSpecs } from './map-columns.ts'

const fields = {
  customer: {
    required: true,
    names: [
      ...[
        'customer',
        'customerid',
        'customerno',
        'customernumber',
        'customercode',
        'externalid',
        'custid',
      ],
      ...[
        'custno',
        'memberid',
        'memberno',
        'userid',
        'clientid',
        'id',
        '고객',
        '고객번호',
        '고객id',
        '고객코드',
      ],
      ...['고객아이디', '회원', '회원번호', '회원id', '회원코드', '회원아이디'],
    ],
  },
  name: {
    names: ['name', 'fullname', 'customername', 'membername', '이름', '성명', '고객명', '회원명'],
  },
  email: { names: ['email', 'mail', 'emailaddress', '이메일', '메일', '전자우편', '이메일주소'] },
  phone: {
    names: [
      ...[
        'phone',
        'mobile',
        'cell',
        'cellphone',
        'phonenumber',
        'mobilephone',
        'tel',
        '전화',
        '전화번호',
      ],
      ...['휴대폰', '휴대폰번호', '핸드폰', '휴대전화', '휴대전화번호', '연락처'],
    ],
  },
  postalCode: { names: ['postalcode', 'postcode', 'zip', 'zipcode', '우편번호'] },
  address: { names: ['address', 'addr', 'streetaddress', '주소', '집주소', '도로명주소'] },
  gender: { names: ['gender', 'sex', '성별'] },
  birthDate: {
    names: ['birthdate', 'birthday', 'dateofbirth', 'dob', '생일', '생년월일', '출생일'],
  },
  region: { names: ['region', 'area', 'province', 'state', '지역', '시도', '거주지역', '거주지'] },
  language: { names: ['language', 'lang', 'locale', '언어'] },
  zone: { names: ['zone', 'timezone', 'tz', '시간대'] },
  points: {
    names: [
      'points',
      'point',
      'mileage',
      'pointbalance',
      '포인트',
      '적립금',
      '마일리지',
      '잔여포인트',
    ],
  },
  consent_at: {
    names: ['consentat', 'consentdate', '동의일', '동의일자', '동의일시', '수신동의일'],
  },
  consent_proof: { names: ['consentproof', '동의근거', '동의증빙'] },
} as const satisfies FieldSpecs

const koreanChannels: Readonly<Record<Channel, readonly string[]>> = {
  email: ['이메일', '메일'],
  sms: ['문자', 'sms'],
  letter: ['우편', 'dm'],
  call: ['전화', 'tm'],
}

/** The field that holds a customer’s word on being contacted by a channel. */
export function consentField(channel: Channel, { night }: { readonly night: boolean }): string {
  return night ? `consent_${channel}_night` : `consent_${channel}`
}

const consentFields: FieldSpecs = Object.fromEntries(
  channels.flatMap((channel): [string, FieldSpec][] => [
    [
      consentField(channel, { night: false }),
      {
        names: [
          ...[`consent${channel}`, `${channel}consent`, `${channel}optin`],
          ...koreanChannels[channel].flatMap((name) => [
            `${name}동의`,
            `${name}수신동의`,
            `${name}수신`,
          ]),
        ],
      },
    ],
    [
      consentField(channel, { night: true }),
      {
        names: [
          `consent${channel}night`,
          ...koreanChannels[channel].map((name) => `${name}야간수신동의`),
        ],
      },
    ],
  ]),
)

/** What a file of customers can bring, besides `attributes.<key>`. */
export const customerFields: FieldSpecs = { ...fields, ...consentFields }

/** `attributes.grade`, or `attributes.grade:text` to settle its type. */
export function parseAttribute(
  field: string,
): { readonly key: string; readonly type: AttributeType | undefined } | undefined {
  const match = /^attributes\.([^:]+)(?::(text|number|boolean))?$/.exec(field)
  const key = match?.[1]
  if (key === undefined || !attributeKeySchema.safeParse(key).success) return undefined
  return { key, type: match?.[2] as AttributeType | undefined }
}

export type AttributeType = 'text' | 'number' | 'boolean'

/** The narrowest type that all samples have; a number with a leading zero is a code, so text. */
export function inferType(samples: readonly string[]): AttributeType {
  const values = samples.filter((sample) => sample !== '')
  if (values.length === 0) return 'text'
  if (values.every((value) => readAttribute('number', value) !== undefined)) return 'number'
  return values.every((value) => readAttribute('boolean', value) !== undefined) ? 'boolean' : 'text'
}

/** The value of a cell that is not empty; undefined: it is not of this type. */
export function readAttribute(
  type: AttributeType,
  text: string,
): string | number | boolean | undefined {
  switch (type) {
    case 'text':
      return text
    case 'number':
      return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(text) ? Number(text) : undefined
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
  }
}
