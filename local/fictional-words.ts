/** Words of which fictional Koreans are made. Frequent ones stand more than once. */

/** Family names with the way they are written in Latin letters, by how many of a thousand bear them. */
export const familyNames: readonly (readonly [name: string, latin: string, perMille: number])[] = [
  ['김', 'kim', 215],
  ['이', 'lee', 147],
  ['박', 'park', 84],
  ['최', 'choi', 47],
  ['정', 'jung', 43],
  ['강', 'kang', 24],
  ['조', 'cho', 21],
  ['윤', 'yoon', 20],
  ['장', 'jang', 20],
  ['임', 'lim', 17],
  ['한', 'han', 15],
  ['오', 'oh', 15],
  ['서', 'seo', 15],
  ['신', 'shin', 15],
  ['권', 'kwon', 14],
  ['황', 'hwang', 14],
  ['안', 'ahn', 14],
  ['송', 'song', 14],
  ['전', 'jeon', 11],
  ['홍', 'hong', 11],
  ['유', 'yoo', 10],
  ['고', 'ko', 9],
  ['문', 'moon', 9],
  ['양', 'yang', 9],
  ['손', 'son', 9],
  ['배', 'bae', 8],
  ['백', 'baek', 8],
  ['허', 'heo', 7],
  ['남', 'nam', 5],
  ['심', 'shim', 5],
]

/** Given names by gender and by the years of birth in which they were usual. */
export const givenNames: Readonly<
  Record<'f' | 'm', readonly { readonly until: number; readonly names: readonly string[] }[]>
> = {
  f: [
    {
      until: 1964,
      names: '영자 정숙 영희 순자 명숙 경자 미숙 춘자 정희 영숙 옥순 말순'.split(' '),
    },
    {
      until: 1979,
      names: '미경 은주 현주 경희 은정 미영 정은 혜경 수진 지영 선영 미정'.split(' '),
    },
    {
      until: 1992,
      names: '지은 지혜 수정 민정 은지 보람 혜진 유진 아름 슬기 지연 소영'.split(' '),
    },
    {
      until: 9999,
      names: '서연 민서 지우 서현 수빈 지민 예은 하은 채원 윤서 다은 유나'.split(' '),
    },
  ],
  m: [
    {
      until: 1964,
      names: '영수 영호 광수 정식 영길 상철 종수 병철 영철 성수 만호 판석'.split(' '),
    },
    {
      until: 1979,
      names: '성호 정훈 상훈 동현 성민 진호 영진 재호 기영 승현 태영 병훈'.split(' '),
    },
    {
      until: 1992,
      names: '준호 민수 지훈 현우 성진 동욱 상우 재현 진우 정민 태현 승민'.split(' '),
    },
    {
      until: 9999,
      names: '민준 서준 도윤 예준 시우 주원 지호 준서 현준 건우 우진 선우'.split(' '),
    },
  ],
}

/** Regions with some of their districts, by how many of a thousand live there. */
export const regions: readonly (readonly [
  region: string,
  districts: readonly string[],
  perMille: number,
])[] = [
  ['서울', '강남구 마포구 송파구 노원구 관악구 성동구 은평구'.split(' '), 182],
  ['경기', '수원시 성남시 고양시 용인시 부천시 안산시 화성시'.split(' '), 265],
  ['인천', '남동구 부평구 연수구 서구'.split(' '), 58],
  ['부산', '해운대구 부산진구 사하구 동래구'.split(' '), 64],
  ['대구', '수성구 달서구 북구'.split(' '), 46],
  ['경남', '창원시 김해시 진주시'.split(' '), 63],
  ['경북', '포항시 구미시 경주시'.split(' '), 50],
  ['대전', '서구 유성구 중구'.split(' '), 28],
  ['충남', '천안시 아산시 서산시'.split(' '), 41],
  ['충북', '청주시 충주시'.split(' '), 31],
  ['광주', '북구 광산구 서구'.split(' '), 28],
  ['전남', '여수시 순천시 목포시'.split(' '), 35],
  ['전북', '전주시 익산시 군산시'.split(' '), 34],
  ['강원', '원주시 춘천시 강릉시'.split(' '), 30],
  ['울산', '남구 중구 울주군'.split(' '), 21],
  ['제주', '제주시 서귀포시'.split(' '), 13],
  ['세종', ['세종시'], 7],
]

/** Roads that exist in none of these districts. */
export const roads = ['다시로', '가상대로', '예시길', '보기로', '시범로', '모의길'] as const
